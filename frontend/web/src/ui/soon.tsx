/** Fields too heavy to hold a page up: fetched beside it from the start, with their frame standing in until they have come. */
import { lazy, Suspense, type ComponentType } from 'react';
import { fieldCss, type FieldLook } from './Field';

function Frame({ label, hint, hideLabel = false }: FieldLook) {
  return (
    <div className={fieldCss.field}>
      {!hideLabel && <span className={fieldCss.label}>{label}</span>}
      <div className={fieldCss.box} />
      {hint !== undefined && <span className={fieldCss.hint}>{hint}</span>}
    </div>
  );
}

/** `const Select = soon(async () => (await import('../../ui/Select')).Select)`: fetching begins with the page's own code. */
export function soon<P extends FieldLook>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  const loading = load();
  // A failure is told when the field is rendered; unheard until then it is no fault of its own.
  loading.catch(() => null);
  const Field = lazy(async () => ({ default: await loading.catch(load) }));
  return function Soon(props: P) {
    return (
      <Suspense fallback={<Frame {...props} />}>
        <Field {...props} />
      </Suspense>
    );
  };
}
