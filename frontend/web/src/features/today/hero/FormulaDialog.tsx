/** Opens the rule by which the landscape is drawn, so that no hill has to be believed. */
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../../ui/Dialog';
import css from './Formula.module.css';

const points = ['movement', 'rest', 'calm', 'height', 'unknown', 'light', 'moods', 'ground'] as const;

export function FormulaDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog title={t('today.formula.title')} isOpen={isOpen} onClose={onClose} wide>
      <p>{t('today.formula.lead')}</p>
      <dl className={css.points}>
        {points.map((point) => (
          <div key={point}>
            <dt>{t(`today.formula.${point}.title`)}</dt>
            <dd>{t(`today.formula.${point}.body`)}</dd>
          </div>
        ))}
      </dl>
      <p className={css.rule}>{t('today.formula.rule')}</p>
    </Dialog>
  );
}
