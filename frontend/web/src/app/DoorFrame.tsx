/** The house's front: a full landscape that follows the hour, with one quiet card on it. */
import { Suspense } from 'react';
import { Outlet } from 'react-router';
import { useTranslation } from 'react-i18next';
import { languages, type Language } from '@serenity/shared';
import { speak } from '../lib/i18n';
import { Scene } from '../ui/Scene';
import css from './DoorFrame.module.css';

function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  return (
    <div className={css.languages} role="group" aria-label={t('common.language.label')}>
      {languages.map((language: Language) => (
        <button key={language} type="button" lang={language} aria-pressed={i18n.language === language} onClick={() => void speak(language)}>
          {t(`common.language.${language}`)}
        </button>
      ))}
    </div>
  );
}

export function DoorFrame() {
  const { t } = useTranslation();
  return (
    <div className={css.frame}>
      <div className={css.view}>
        <Scene seed={115} reach={0.54} />
      </div>
      <header className={css.head}>
        <span className={css.brand}>
          <img src="/icon.svg" width={40} height={40} alt="" />
          {t('common.app')}
        </span>
        <LanguageSwitch />
        <p className={css.motto}>{t('auth.motto')}</p>
      </header>
      <main className={css.main}>
        <Suspense fallback={null}>
          <Outlet />
        </Suspense>
      </main>
    </div>
  );
}
