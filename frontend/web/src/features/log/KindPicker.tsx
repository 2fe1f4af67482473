/** What to note: eight tiles, the most usual first, each with its digit. */
import { Radio, RadioGroup } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { KindIcon } from '../../parts/entries/KindIcon';
import type { Kind } from '../../parts/entries/kinds';
import css from './KindPicker.module.css';

type Props = { order: readonly Kind[]; kind: Kind; onChange: (kind: Kind) => void; autoFocus: boolean };

export function KindPicker({ order, kind, onChange, autoFocus }: Props) {
  const { t } = useTranslation();
  return (
    <RadioGroup aria-label={t('log.sheet.kinds')} value={kind} onChange={(next) => onChange(next as Kind)} orientation="horizontal" className={css.kinds ?? ''}>
      {order.map((id, i) => (
        <Radio key={id} value={id} autoFocus={autoFocus && id === kind} className={css.kind ?? ''}>
          <KindIcon kind={id} size={38} />
          <span>{t(`log.kind.${id}`)}</span>
          <kbd aria-hidden>{i + 1}</kbd>
        </Radio>
      ))}
    </RadioGroup>
  );
}
