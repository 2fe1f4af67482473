/** Says calmly when the line is down, how old the numbers are and what waits to be sent. */
import { CloudOff, CloudUpload, MessageCircleQuestionMark } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../lib/account';
import { useConnection } from '../lib/connection';
import { lookAtRefused } from '../parts/entries/refused';
import css from './ConnectionBanner.module.css';

export function ConnectionBanner() {
  const { t } = useTranslation();
  const { online, unavailable, asOf, pending, refused, lost } = useConnection();
  const format = useFormat();
  const isAway = !online || unavailable || asOf !== null;
  const Icon = isAway || lost ? CloudOff : pending > 0 ? CloudUpload : MessageCircleQuestionMark;
  const parts = [
    ...(isAway ? [online && unavailable ? t('common.connection.unavailable') : t('common.connection.offline')] : []),
    ...(lost && !isAway ? [t('common.connection.reconnecting')] : []),
    ...(asOf === null ? [] : [t('common.connection.asOf', { time: format.time(asOf) })]),
    ...(pending === 0 ? [] : [t('common.connection.pending', { count: pending })]),
  ];
  return (
    <div role="status" className={css.place}>
      {parts.length + refused > 0 && (
        <p className={css.banner}>
          <Icon size={18} strokeWidth={1.7} aria-hidden />
          {parts.length > 0 && <span>{parts.join(', ')}</span>}
          {refused > 0 && (
            <button type="button" className={css.settle} onClick={() => void lookAtRefused()}>
              {t('common.connection.unsettled', { count: refused })}
            </button>
          )}
        </p>
      )}
    </div>
  );
}
