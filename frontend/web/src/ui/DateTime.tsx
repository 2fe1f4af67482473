/** Dates and times one can type in seconds: segments for the keyboard, a calendar for the pointer. */
import { CalendarDays, ChevronLeft, ChevronRight } from 'lucide-react';
import { parseDate, Time, type CalendarDate } from '@internationalized/date';
import {
  Button,
  Calendar,
  CalendarCell,
  CalendarGrid,
  DateInput,
  DatePicker,
  DateSegment,
  Dialog,
  Group,
  Heading,
  Popover,
  TimeField as AriaTimeField,
} from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { FieldLabel, FieldNotes, fieldCss, type FieldLook } from './Field';
import css from './DateTime.module.css';

type DateProps = FieldLook & { value: string | null; onChange: (day: string) => void; max?: string; min?: string; name?: string; isRequired?: boolean };

function Segments() {
  return <DateInput className={fieldCss.segments ?? ''}>{(segment) => <DateSegment segment={segment} className={fieldCss.segment ?? ''} />}</DateInput>;
}

function MonthView() {
  const { t } = useTranslation();
  return (
    <Calendar className={css.calendar ?? ''}>
      <header className={css.head}>
        <Button slot="previous" aria-label={t('common.previousMonth')} className={css.turn ?? ''}>
          <ChevronLeft size={20} />
        </Button>
        <Heading className={css.month ?? ''} />
        <Button slot="next" aria-label={t('common.nextMonth')} className={css.turn ?? ''}>
          <ChevronRight size={20} />
        </Button>
      </header>
      <CalendarGrid weekdayStyle="narrow">{(date) => <CalendarCell date={date} className={css.day ?? ''} />}</CalendarGrid>
    </Calendar>
  );
}

/** A calendar day as YYYY-MM-DD. */
export function DateField({ label, hint, optional, hideLabel, value, onChange, min, max, ...props }: DateProps) {
  const { t } = useTranslation();
  const limit = (day: string | undefined): CalendarDate | null => (day === undefined ? null : parseDate(day));
  return (
    <DatePicker
      {...props}
      value={value === null ? null : parseDate(value)}
      onChange={(next) => next !== null && onChange(next.toString())}
      minValue={limit(min)}
      maxValue={limit(max)}
      shouldForceLeadingZeros
      className={fieldCss.field ?? ''}
    >
      <FieldLabel label={label} optional={optional} hideLabel={hideLabel} />
      <Group className={fieldCss.box ?? ''}>
        <Segments />
        <Button aria-label={t('common.calendar')} className={`${fieldCss.step} ${fieldCss.inside}`}>
          <CalendarDays size={18} strokeWidth={1.7} />
        </Button>
      </Group>
      <FieldNotes hint={hint} />
      <Popover className={css.popover ?? ''}>
        <Dialog className={css.dialog ?? ''}>
          <MonthView />
        </Dialog>
      </Popover>
    </DatePicker>
  );
}

type TimeProps = FieldLook & { value: number | null; onChange: (minutes: number) => void; onBlur?: () => void; name?: string; isDisabled?: boolean };

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
      <Group className={fieldCss.box ?? ''}>
        <Segments />
      </Group>
      <FieldNotes hint={hint} />
    </AriaTimeField>
  );
}
