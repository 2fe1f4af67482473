/** A dialog in the middle of a wide screen that rises from the bottom of a phone. */
import type { ReactNode } from 'react';
import { X } from 'lucide-react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { IconButton } from './Button';
import css from './Dialog.module.css';

type Props = {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  /** `alertdialog` for what cannot be undone: it closes only by a choice. */
  role?: 'dialog' | 'alertdialog';
  wide?: boolean;
  children: ReactNode;
  /** Buttons, kept in sight below what scrolls. */
  footer?: ReactNode;
};

export function Dialog({ title, isOpen, onClose, role = 'dialog', wide = false, children, footer }: Props) {
  const { t } = useTranslation();
  return (
    <ModalOverlay isOpen={isOpen} onOpenChange={(open) => !open && onClose()} isDismissable={role === 'dialog'} className={css.overlay ?? ''}>
      <Modal className={`${css.modal} ${wide ? css.wide : ''}`}>
        <AriaDialog role={role} className={css.dialog ?? ''}>
          <header className={css.head}>
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            {role === 'dialog' && (
              <IconButton label={t('common.close')} onPress={onClose}>
                <X size={20} strokeWidth={1.8} />
              </IconButton>
            )}
          </header>
          <div className={css.body}>{children}</div>
          {footer !== undefined && <footer className={css.foot}>{footer}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
