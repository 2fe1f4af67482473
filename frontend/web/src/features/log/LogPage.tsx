/** The page at /log. */
import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/Page';

function LogPage() {
  const { t } = useTranslation();
  return <Page title={t('log.title')}>{null}</Page>;
}

export { LogPage as Component };
