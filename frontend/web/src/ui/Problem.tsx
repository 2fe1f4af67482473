/** Says in place what went wrong: why a form was not accepted, or which part of a page could not be read. */
import { CircleAlert, RotateCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useProblemText } from '../lib/problems';
import { Button } from './Button';
import css from './Problem.module.css';

/** Shows nothing while there is no error. Field faults go to the fields themselves through `useFieldFaults`. */
export function InlineProblem({ error, texts }: { error: unknown; texts?: Readonly<Record<string, string>> }) {
  const text = useProblemText(error, texts);
  if (text === null) return null;
  return (
    <p role="alert" className={css.problem}>
      <CircleAlert size={18} strokeWidth={1.8} aria-hidden />
      {text}
    </p>
  );
}

/** A part is missing while the rest of the page stands; a whole page has its ErrorState. */
export function PartError({ text, onRetry }: { text: string; onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <div role="alert" className={css.part}>
      <CircleAlert size={18} strokeWidth={1.8} aria-hidden />
      <p>{text}</p>
      <Button variant="soft" size="s" onPress={onRetry} icon={<RotateCw size={15} strokeWidth={1.8} aria-hidden />}>
        {t('common.retry')}
      </Button>
    </div>
  );
}
