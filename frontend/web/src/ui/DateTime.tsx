/** Dates and times one can type in seconds: segments for the keyboard, a calendar for the pointer. */
import { CalendarDays, ChevronLeft, ChevronRight } from 'lucide-react';
import { parseDate, type CalendarDate } from '@internationalized/date';
import {
  Button,
  Calendar,
  CalendarCell,
  CalendarGrid,
  DatePicker,
  Dialog,
  Group,
  Heading,
  Popover,
} from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { FieldLabel, FieldNotes, fieldCss, type FieldLook } from './Field';
import { Segments, TimeField } from './TimeField';
import css from './DateTime.module.css';

type DateProps = FieldLook & { value: string | null; onChange: (day: string) => void; max?: string; min?: string; name?: string; isRequired?: boolean };

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

export { TimeField };
