/** The page at /. */
import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/Page';

function TodayPage() {
  const { t } = useTranslation();
  return <Page title={t('today.title')}>{null}</Page>;
}

export { TodayPage as Component };
