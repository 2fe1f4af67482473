/** A clock time one can type in two seconds. */
import { Time } from '@internationalized/date';
import { DateInput, DateSegment, TimeField as AriaTimeField } from 'react-aria-components';
import { FieldLabel, FieldNotes, fieldCss, type FieldLook } from './Field';

type TimeProps = FieldLook & { value: number | null; onChange: (minutes: number) => void; onBlur?: () => void; name?: string; isDisabled?: boolean };

/** Day, month, hour… each a place of its own for the arrow keys. */
export function Segments({ boxed = false }: { boxed?: boolean }) {
  return <DateInput className={`${fieldCss.segments} ${boxed ? fieldCss.box : ''}`}>{(segment) => <DateSegment segment={segment} className={fieldCss.segment ?? ''} />}</DateInput>;
}

/** A clock time as minutes after midnight. */
export function TimeField({ label, hint, optional, hideLabel, value, onChange, ...props }: TimeProps) {
  return (
    <AriaTimeField
      {...props}
      value={value === null ? null : new Time(Math.floor(value / 60), value % 60)}
      onChange={(next) => next !== null && onChange(next.hour * 60 + next.minute)}
      granularity="minute"
      shouldForceLeadingZeros
      className={fieldCss.field ?? ''}
    >
      <FieldLabel label={label} optional={optional} hideLabel={hideLabel} />
      <Segments boxed />
      <FieldNotes hint={hint} />
    </AriaTimeField>
  );
}
