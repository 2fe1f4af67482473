/** Puts the API's problems into the person's words: one sentence for a form, one per field for its inputs. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { ApiProblem, fieldOf, type FieldFault } from '@serenity/shared';
import { KeptForLater } from './keep';

type Texts = Readonly<Record<string, string>>;

function faultText(t: TFunction, fault: FieldFault): string {
  if (fault.code === 'missing') return t('errors.field.missing');
  if (fault.code === 'wrong_code' || fault.code === 'expired_code') return t('auth.wrongCode');
  if (fault.code === 'weak_password') return t('auth.weak');
  if (fault.code.endsWith('too_long')) return t('errors.field.tooLong');
  if (fault.code.endsWith('too_short')) return t('errors.field.tooShort');
  if (fault.pointer.endsWith('email')) return t('errors.field.email');
  if (fault.code === 'below_low') return t('errors.field.belowLow');
  if (/^(greater|less)_than/.test(fault.code)) return t('errors.field.range');
  return t('errors.field.invalid');
}

function statusText(t: TFunction, problem: ApiProblem): string {
  if (problem.faults.length > 0) return t('errors.fields');
  if (problem.isTransient) return problem.status === 429 ? t('errors.tooMany') : t('errors.unavailable');
  if (problem.status === 401) return t('errors.expired');
  if (problem.status === 403) return t('errors.forbidden');
  if (problem.status === 404) return t('errors.notFound');
  if (problem.status === 409 || problem.status === 412) return t('errors.conflict');
  return t('errors.body');
}

/** `texts` gives a page's own words for a problem's kind, for example { 'sleep-overlap': … }. */
export function problemText(t: TFunction, error: unknown, texts: Texts = {}): string | null {
  if (error === null || error === undefined || error instanceof KeptForLater) return null;
  if (error instanceof ApiProblem) return texts[error.kind] ?? statusText(t, error);
  return error instanceof TypeError ? t('errors.offlineTitle') : t('errors.body');
}

export function useProblemText(error: unknown, texts?: Texts): string | null {
  const { t } = useTranslation();
  return problemText(t, error, texts);
}

/** For <Form validationErrors>: names of fields are the paths of the body, for example "quiet_hours.start". */
export function useFieldFaults(error: unknown): Record<string, string> {
  const { t } = useTranslation();
  if (!(error instanceof ApiProblem)) return {};
  return Object.fromEntries(error.faults.map((fault) => [fieldOf(fault.pointer), faultText(t, fault)]));
}
