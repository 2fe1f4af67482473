/** The page at /welcome. */
import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/Page';

function WelcomePage() {
  const { t } = useTranslation();
  return <Page title={t('welcome.language.title')}>{null}</Page>;
}

export { WelcomePage as Component };
