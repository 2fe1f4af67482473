/** Noting something is always at hand: a button in the frame, a key anywhere, and the sheet they open. */
import { Suspense, lazy, useEffect } from 'react';
import { Plus } from 'lucide-react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { usePrefetchQuery } from '@tanstack/react-query';
import { recentQuery } from '../../parts/entries/queries';
import { closeLog, openLog, useLogRequest, type SheetRequest } from '../../parts/entries/sheet';
import css from './QuickLog.module.css';

const LogSheet = lazy(async () => ({ default: (await import('./LogSheet')).LogSheet }));
const keys = new Set(['l', 'n']);
const WRITING = 'input, textarea, select, [contenteditable="true"], [role="spinbutton"]';

/** Notices are alert dialogs too, inside their region; they stand in nobody's way. */
function isDialogOpen(): boolean {
  return [...document.querySelectorAll('[role="dialog"], [role="alertdialog"]')].some((dialog) => dialog.closest('[role="region"]') === null);
}

/** A single letter is a shortcut only where nobody is writing (WCAG 2.1.4). */
function isShortcut(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return false;
  if (!keys.has(event.key.toLowerCase())) return false;
  const target = event.target instanceof Element ? event.target : document.body;
  const isRange = target.matches('input[type="range"]');
  return (isRange || target.closest(WRITING) === null) && !isDialogOpen();
}

function useShortcut(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!isShortcut(event)) return;
      event.preventDefault();
      openLog();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

function keyOf(request: SheetRequest): string {
  if ('kept' in request) return request.kept.id;
  return 'entry' in request ? request.entry.id : 'new';
}

export function QuickLog() {
  const { t } = useTranslation();
  const request = useLogRequest();
  useShortcut();
  // So that the sheet opens with the person's own order at once.
  usePrefetchQuery(recentQuery);
  return (
    <>
      <Button className={css.add ?? ''} aria-label={t('log.addKey')} onPress={() => openLog()}>
        <span className={css.disc}>
          <Plus size={24} strokeWidth={2} aria-hidden />
        </span>
        <span className={css.name}>
          {t('log.addShort')} <kbd>{t('log.key')}</kbd>
        </span>
      </Button>
      <Suspense fallback={null}>{request !== null && <LogSheet key={keyOf(request)} request={request} onClose={closeLog} />}</Suspense>
    </>
  );
}
