/** The sheet in which anything is noted or changed in a few keys: choose what, take or change what is offered, Enter. */
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { Form } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useQuery } from '@tanstack/react-query';
import { habitsOf, type Habits } from '../../parts/entries/habits';
import { recentQuery } from '../../parts/entries/queries';
import type { SheetRequest } from '../../parts/entries/sheet';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { InlineProblem } from '../../ui/Problem';
import { KindFields } from './fields/KindFields';
import { KindPicker } from './KindPicker';
import { OverlapQuestion } from './OverlapQuestion';
import { useLogForm, type LogForm } from './useLogForm';
import css from './LogSheet.module.css';

const FORM = 'log-form';
const FIRST_FIELD = '[data-fields] :is(input:not([type="hidden"], [tabindex="-1"]), [role="spinbutton"])';
const INVALID = '[data-invalid] :is(input:not([type="hidden"], [tabindex="-1"]), [role="spinbutton"])';

type Props = { request: SheetRequest; onClose: () => void };

function focusOn(form: HTMLFormElement | null, selector: string): void {
  const field = form?.querySelector<HTMLInputElement>(selector);
  field?.focus();
  if (field instanceof HTMLInputElement && field.inputMode !== '') field.select();
}

/** Enter saves from every field, also where a browser would not send the form; digits choose a kind. */
function useKeys(form: LogForm, order: Habits['order'], element: React.RefObject<HTMLFormElement | null>, isNew: boolean) {
  return (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    const isChoice = target.matches('input[type="radio"]');
    if (event.key === 'Enter' && (isChoice || target.matches('[role="spinbutton"]'))) {
      event.preventDefault();
      // To React Aria, Enter would choose what is only focused, after the sheet has asked for an answer.
      if (isChoice) event.stopPropagation();
      element.current?.requestSubmit();
      return;
    }
    const kind = order[Number(event.key) - 1];
    const isWriting = target.matches('input:not([type="radio"]), textarea, [role="spinbutton"]');
    if (!isNew || isWriting || kind === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    form.choose(kind);
    setTimeout(() => focusOn(element.current, FIRST_FIELD));
  };
}

const notices = { gone: 'log.gone', conflict: 'log.conflict', onTop: 'log.refused.onTop' } as const;

function Notes({ form }: { form: LogForm }) {
  const { t } = useTranslation();
  if (form.question !== null) return <OverlapQuestion question={form.question} onAnswer={(answer) => void form.save(answer)} onMine={form.forget} />;
  return (
    <>
      {form.notice !== null && (
        <p role="status" className={css.notice}>
          {t(notices[form.notice])}
        </p>
      )}
      <InlineProblem error={form.error} />
    </>
  );
}

function Sheet({ request, habits, onClose }: Props & { habits: Habits }) {
  const { t } = useTranslation();
  const form = useLogForm(request, habits, onClose);
  const element = useRef<HTMLFormElement>(null);
  const isNew = 'kind' in request;
  const isAsking = form.question !== null;
  const onKey = useKeys(form, habits.order, element, isNew);
  const hasKind = !('kind' in request) || request.kind !== null;
  useEffect(() => {
    if (hasKind && !isAsking) focusOn(element.current, FIRST_FIELD);
  }, [hasKind, isAsking]);
  useEffect(() => {
    if (Object.keys(form.faults).length > 0) focusOn(element.current, INVALID);
  }, [form.faults]);
  const title = isNew ? t('log.sheet.title') : t('log.sheet.edit', { kind: t(`log.kind.${form.draft.kind}`) });
  const footer = (
    <>
      {isNew && <p className={css.keys}>{t('log.sheet.keys')}</p>}
      {'kept' in request && (
        <Button variant="plain" onPress={() => void form.discard()}>
          {t('log.refused.discard')}
        </Button>
      )}
      <Button type="submit" form={FORM} isPending={form.isSending}>
        {t(form.entry === null ? 'log.sheet.save' : 'log.sheet.saveChange')}
      </Button>
    </>
  );
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    void form.save();
  };
  return (
    <Dialog title={title} isOpen onClose={onClose} wide footer={isAsking ? undefined : footer}>
      <Form id={FORM} ref={element} validationBehavior="aria" validationErrors={form.faults} onSubmit={submit}>
        <div role="presentation" className={css.form} onKeyDownCapture={onKey}>
          {isNew && <KindPicker order={habits.order} kind={form.draft.kind} onChange={form.choose} autoFocus={!hasKind} />}
          <div className={css.fields} data-fields>
            <KindFields key={form.draft.kind} draft={form.draft} patch={form.patch} isNew={isNew} />
          </div>
          <Notes form={form} />
        </div>
        {/* What Enter presses; the button one sees stands outside the form, at the foot of the dialog. */}
        <input type="submit" hidden />
      </Form>
    </Dialog>
  );
}

/** Opens at once with what is known of the person's habits; what arrives later changes nothing under their hands. */
export function LogSheet(props: Props) {
  const { data } = useQuery(recentQuery);
  const [habits] = useState(() => habitsOf(data?.items ?? []));
  return <Sheet {...props} habits={habits} />;
}
