/** The page at /inbox. */
import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/Page';

function InboxPage() {
  const { t } = useTranslation();
  return <Page title={t('inbox.title')}>{null}</Page>;
}

export { InboxPage as Component };
