/** The end of the list: fetches more as it comes into view, by a press where that fails, and says when there is no more. */
import { useEffect, useEffectEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button';
import type { Journal } from './useJournal';
import css from './Journal.module.css';

const AHEAD = '600px';

export function MoreEntries({ journal }: { journal: Journal }) {
  const { t } = useTranslation();
  const ref = useRef<HTMLDivElement>(null);
  const { hasMore, isLoadingMore, hasFailedMore } = journal;
  const onView = useEffectEvent(() => {
    if (!isLoadingMore && !hasFailedMore) journal.more();
  });
  useEffect(() => {
    const element = ref.current;
    if (element === null || !hasMore || typeof IntersectionObserver === 'undefined') return undefined;
    const observer = new IntersectionObserver((seen) => seen.some(({ isIntersecting }) => isIntersecting) && onView(), { rootMargin: AHEAD });
    observer.observe(element);
    return () => observer.disconnect();
  }, [hasMore, isLoadingMore]);
  return (
    <div ref={ref} className={css.more}>
      {hasMore ? (
        <Button variant="soft" isPending={isLoadingMore} onPress={journal.more}>
          {t('log.journal.more')}
        </Button>
      ) : (
        <p>{t('log.journal.end')}</p>
      )}
    </div>
  );
}
