/** The page at /settings. */
import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/Page';

function SettingsPage() {
  const { t } = useTranslation();
  return <Page title={t('settings.title')}>{null}</Page>;
}

export { SettingsPage as Component };
