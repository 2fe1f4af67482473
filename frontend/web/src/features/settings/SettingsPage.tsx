/** Everything a person may change about how the product treats them. */
import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/Page';
import { AccountSection } from './AccountSection';
import { NotificationsSection } from './NotificationsSection';
import { DaySection, DisplaySection, ProfileSection } from './ProfileSections';
import { SessionsSection } from './SessionsSection';
import css from './Settings.module.css';

function SettingsPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('settings.title')}>
      <div className={css.columns}>
        <div className={css.column}>
          <ProfileSection />
          <DisplaySection />
          <DaySection />
        </div>
        <div className={css.column}>
          <NotificationsSection />
          <SessionsSection />
          <AccountSection />
        </div>
      </div>
    </Page>
  );
}

export { SettingsPage as Component };
