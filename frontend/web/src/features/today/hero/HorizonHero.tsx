/** The day as a landscape one can walk along, hour by hour, with pointer, finger or keys. */
import { useMemo, useState, type ReactNode } from 'react';
import { Info, Table2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../lib/account';
import { later } from '../../../lib/later';
import { useClock } from '../../../lib/useClock';
import { useSize } from '../../../lib/useSize';
import type { Day } from '../../../parts/entries/dayChange';
import { IconButton, IconToggle } from '../../../ui/Button';
import { dayPicture, type DayPicture } from './model';
import { HorizonReadout } from './HorizonReadout';
import { HorizonScene } from './HorizonScene';
import { HorizonTable } from './HorizonTable';
import { hourSentence, pictureSentence } from './words';
import css from './Hero.module.css';

const FormulaDialog = later(async () => (await import('./FormulaDialog')).FormulaDialog);

type ScrubProps = { picture: DayPicture; hour: number; onHour: (hour: number | null) => void };

/** One stop per hour of this very day; leaving it returns to the present. */
function Scrub({ picture, hour, onHour }: ScrubProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const last = picture.facts.length - 1;
  const facts = picture.facts[hour];
  const follow = (event: React.PointerEvent<HTMLInputElement>) => {
    if (event.pointerType !== 'mouse') return;
    const { left, width } = event.currentTarget.getBoundingClientRect();
    onHour(Math.min(last, Math.max(0, Math.floor(((event.clientX - left) / width) * (last + 1)))));
  };
  return (
    <input
      className={css.scrub}
      type="range"
      min={0}
      max={last}
      step={1}
      value={hour}
      aria-label={t('today.hero.scrub')}
      aria-valuetext={facts === undefined ? undefined : hourSentence(picture, facts, t, format)}
      onChange={(event) => onHour(Number(event.target.value))}
      onPointerMove={follow}
      onPointerLeave={() => onHour(null)}
      onBlur={() => onHour(null)}
    />
  );
}

function Tools({ asTable, onTable, onFormula }: { asTable: boolean; onTable: (on: boolean) => void; onFormula: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={css.tools}>
      <IconButton onScene label={t('today.formula.title')} onPress={onFormula}>
        <Info size={18} strokeWidth={1.7} />
      </IconButton>
      <IconToggle onScene label={t(asTable ? 'common.table.hide' : 'common.table.show', { title: t('today.hero.title') })} isSelected={asTable} onChange={onTable}>
        <Table2 size={18} strokeWidth={1.6} />
      </IconToggle>
    </div>
  );
}

export function HorizonHero({ day, children }: { day: Day; children: ReactNode }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useClock();
  const [ref, box] = useSize<HTMLDivElement>({ w: 1240, h: 456 });
  const [marked, setMarked] = useState<number | null>(null);
  const [asTable, setAsTable] = useState(false);
  const [isFormulaOpen, setFormulaOpen] = useState(false);
  const picture = useMemo(() => dayPicture(day, now), [day, now]);
  const present = picture.now === null ? picture.facts.length - 1 : Math.floor(picture.now);
  const hour = Math.min(marked ?? present, picture.facts.length - 1);
  const isEarly = picture.now !== null && picture.now / picture.facts.length < 0.42;
  return (
    <section className={css.hero} data-sky={picture.sky} data-early={isEarly || undefined} aria-label={t('today.hero.title')}>
      <div ref={ref} className={css.scene}>
        <HorizonScene picture={picture} box={box} marked={marked === present ? null : marked} alt={pictureSentence(picture, t, format)} />
        <Scrub picture={picture} hour={hour} onHour={setMarked} />
      </div>
      <div className={css.copy}>{children}</div>
      <HorizonReadout picture={picture} hour={hour} isPresent={hour === present && picture.now !== null} now={now} />
      <Tools asTable={asTable} onTable={setAsTable} onFormula={() => setFormulaOpen(true)} />
      {asTable && <HorizonTable picture={picture} />}
      {isFormulaOpen && <FormulaDialog isOpen onClose={() => setFormulaOpen(false)} />}
    </section>
  );
}
