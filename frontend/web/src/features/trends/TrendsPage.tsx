/** The page at /trends. */
import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/Page';

function TrendsPage() {
  const { t } = useTranslation();
  return <Page title={t('trends.title')}>{null}</Page>;
}

export { TrendsPage as Component };
