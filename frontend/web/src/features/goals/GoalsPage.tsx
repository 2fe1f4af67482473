/** The page at /goals. */
import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/Page';

function GoalsPage() {
  const { t } = useTranslation();
  return <Page title={t('goals.title')}>{null}</Page>;
}

export { GoalsPage as Component };
