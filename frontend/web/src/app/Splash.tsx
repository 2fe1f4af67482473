/** The first breath of a visit: the brand, while the page and the session are on their way. */
import { useTranslation } from 'react-i18next';
import css from './Splash.module.css';

export function Splash() {
  const { t } = useTranslation();
  return (
    <div role="status" className={css.splash}>
      <img src="/icon.svg" width={72} height={72} alt="" />
      <span className="sr">{t('common.loading')}</span>
    </div>
  );
}
