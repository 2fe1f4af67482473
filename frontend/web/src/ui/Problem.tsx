/** Says inside a form why it was not accepted, in the person's language. */
import { CircleAlert } from 'lucide-react';
import { useProblemText } from '../lib/problems';
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
