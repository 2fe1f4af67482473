/** The frame of the product: navigation as a rail or a bottom bar, the state of the line, and the page. */
import { Suspense, type ComponentType } from 'react';
import { ChartSpline, Inbox, NotebookPen, Settings2, Sunset, Target } from 'lucide-react';
import { Link, NavLink, Outlet } from 'react-router';
import { useTranslation } from 'react-i18next';
import { QuickLog } from '../features/log/QuickLog';
import { useProfile } from '../lib/account';
import { useUnread } from '../lib/inbox';
import { Skeleton, Waiting } from '../ui/States';
import { ConnectionBanner } from './ConnectionBanner';
import { useBackground } from './useBackground';
import css from './Shell.module.css';

type Place = 'today' | 'goals' | 'log' | 'trends' | 'inbox' | 'settings';
type Item = { to: string; place: Place; Icon: ComponentType<{ size: number; strokeWidth: number; 'aria-hidden': true }> };

const items: Item[] = [
  { to: '/', place: 'today', Icon: Sunset },
  { to: '/goals', place: 'goals', Icon: Target },
  { to: '/log', place: 'log', Icon: NotebookPen },
  { to: '/trends', place: 'trends', Icon: ChartSpline },
  { to: '/inbox', place: 'inbox', Icon: Inbox },
  { to: '/settings', place: 'settings', Icon: Settings2 },
];

function NavItem({ to, place, Icon }: Item) {
  const { t } = useTranslation();
  const unread = useUnread();
  const count = place === 'inbox' ? unread : 0;
  return (
    <li className={css[place]}>
      <NavLink to={to} end={to === '/'} className={css.link ?? ''}>
        <span className={css.icon}>
          <Icon size={22} strokeWidth={1.6} aria-hidden />
          {count > 0 && (
            <span className={css.badge} aria-hidden>
              {count > 99 ? '99+' : count}
            </span>
          )}
        </span>
        <span>{t(`nav.${place}`)}</span>
        {count > 0 && <span className="sr">{t('nav.unread', { count })}</span>}
      </NavLink>
    </li>
  );
}

function TopBar() {
  const { t } = useTranslation();
  const { display_name: name, email } = useProfile();
  const initial = (name ?? email ?? t('common.app')).slice(0, 1).toUpperCase();
  return (
    <header className={css.top}>
      <Link to="/" className={css.mark} aria-label={t('common.app')}>
        <img src="/icon.svg" width={36} height={36} alt="" />
      </Link>
      <Link to="/settings" className={css.avatar} aria-label={t('nav.settings')}>
        {initial}
      </Link>
    </header>
  );
}

export function Shell() {
  const { t } = useTranslation();
  useBackground();
  return (
    <div className={css.shell}>
      <a href="#content" className={css.skip}>
        {t('common.skip')}
      </a>
      <nav className={css.rail} aria-label={t('nav.main')}>
        <Link to="/" className={css.mark} aria-label={t('common.app')}>
          <img src="/icon.svg" width={44} height={44} alt="" />
        </Link>
        <ul>
          {items.map((item) => (
            <NavItem key={item.to} {...item} />
          ))}
        </ul>
      </nav>
      <QuickLog />
      <div className={css.column}>
        <TopBar />
        <ConnectionBanner />
        <main id="content" tabIndex={-1} className={css.main}>
          <Suspense fallback={<Waiting><Skeleton height={480} radius="xl" /></Waiting>}>
            <Outlet />
          </Suspense>
        </main>
      </div>
    </div>
  );
}
