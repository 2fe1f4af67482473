/** Proves that the kit's parts say in the person's language what they show, to eyes and to screen readers alike. */
import type { ReactNode } from 'react';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Form, I18nProvider } from 'react-aria-components';
import { I18nextProvider } from 'react-i18next';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiProblem } from '@serenity/shared';
import { i18n, speak } from '../../src/lib/i18n';
import { Button } from '../../src/ui/Button';
import { ChartCard } from '../../src/ui/ChartCard';
import { SegmentedControl } from '../../src/ui/Choice';
import { DateField, TimeField } from '../../src/ui/DateTime';
import { NumberField } from '../../src/ui/NumberField';
import { InlineProblem } from '../../src/ui/Problem';
import { ProgressRing } from '../../src/ui/ProgressRing';
import { ComboBox, Select } from '../../src/ui/Select';
import { ErrorState } from '../../src/ui/States';
import { TextField } from '../../src/ui/TextField';
import { ToastRegion } from '../../src/ui/ToastRegion';
import { dismissToast, toast, toastQueue } from '../../src/ui/toasts';

beforeEach(() => speak('fr'));

function show(children: ReactNode) {
  render(
    <I18nProvider locale="fr-FR">
      <I18nextProvider i18n={i18n}>{children}</I18nextProvider>
    </I18nProvider>,
  );
  return userEvent.setup({ delay: null });
}

describe('fields', () => {
  it('words its faults itself, whatever the browser speaks', async () => {
    const user = show(
      <Form>
        <TextField label="Adresse e-mail" name="email" type="email" isRequired />
        <Button type="submit">Envoyer</Button>
      </Form>,
    );
    await user.click(screen.getByRole('button', { name: 'Envoyer' }));
    expect(await screen.findByText('À remplir.')).toBeVisible();
    await user.type(screen.getByLabelText('Adresse e-mail'), 'pas une adresse');
    await user.click(screen.getByRole('button', { name: 'Envoyer' }));
    expect(await screen.findByText('Écrivez une adresse e-mail complète.')).toBeVisible();
  });

  it('shows the service’s fault at its field', () => {
    show(
      <Form validationErrors={{ display_name: 'C’est trop long.' }}>
        <TextField label="Prénom" name="display_name" />
      </Form>,
    );
    expect(screen.getByLabelText('Prénom')).toHaveAccessibleDescription('C’est trop long.');
  });

  it('takes a number by keyboard, with its unit in sight', async () => {
    const changed = vi.fn();
    const user = show(<NumberField label="Poids" unit="kg" step={0.1} value={72} onChange={changed} />);
    await user.click(screen.getByRole('textbox', { name: 'Poids' }));
    await user.keyboard('{ArrowUp}');
    expect(changed).toHaveBeenCalledWith(72.1);
    expect(screen.getByText('kg')).toBeVisible();
  });

  it('types a time and a date segment by segment', async () => {
    const [timed, dated] = [vi.fn(), vi.fn()];
    const user = show(
      <>
        <TimeField label="Coucher" value={1380} onChange={timed} />
        <DateField label="Jour" value="2026-11-22" onChange={dated} />
      </>,
    );
    await user.click(within(screen.getByRole('group', { name: 'Coucher' })).getByRole('spinbutton', { name: /heure/ }));
    await user.keyboard('{ArrowDown}');
    expect(timed).toHaveBeenCalledWith(1320);
    await user.click(within(screen.getByRole('group', { name: 'Jour' })).getByRole('spinbutton', { name: /jour/ }));
    await user.keyboard('{ArrowUp}');
    expect(dated).toHaveBeenCalledWith('2026-11-23');
  });

  it('chooses from a list, and finds by typing', async () => {
    const [chosen, found] = [vi.fn(), vi.fn()];
    const options = [{ id: 'a', label: 'Paris (Europe)' }, { id: 'b', label: 'Tokyo (Asia)' }];
    const user = show(
      <>
        <Select label="Ville" options={options} value="a" onChange={chosen} />
        <ComboBox label="Fuseau" options={options} value="a" onChange={found} />
      </>,
    );
    await user.click(screen.getByRole('button', { name: /Ville/ }));
    await user.click(await screen.findByRole('option', { name: 'Tokyo (Asia)' }));
    expect(chosen).toHaveBeenCalledWith('b');
    await user.clear(screen.getByRole('combobox', { name: 'Fuseau' }));
    await user.type(screen.getByRole('combobox', { name: 'Fuseau' }), 'tok');
    await user.click(await screen.findByRole('option', { name: 'Tokyo (Asia)' }));
    expect(found).toHaveBeenCalledWith('b');
  });

  it('moves between segments with the arrow keys', async () => {
    const changed = vi.fn();
    const choices = [{ id: 'day', label: 'Jour' }, { id: 'night', label: 'Nuit' }] as const;
    const user = show(<SegmentedControl label="Apparence" choices={choices} value="day" onChange={changed} />);
    await user.tab();
    await user.keyboard('{ArrowRight}');
    expect(changed).toHaveBeenCalledWith('night');
  });
});

describe('chart card', () => {
  it('offers the picture’s numbers as a table', async () => {
    const user = show(
      <ChartCard title="Sommeil" period="7 nuits" figure="7 h" sentence="Comme d’habitude" alt="Sept nuits" table={() => ({ head: ['Nuit', 'Durée'], rows: [['lundi', '7 h']] })}>
        {() => <path d="M0,0" />}
      </ChartCard>,
    );
    expect(screen.getByRole('img', { name: 'Sept nuits' })).toBeVisible();
    await user.click(screen.getByRole('button', { name: /lire en tableau/ }));
    const table = screen.getByRole('table', { name: 'Sept nuits' });
    expect(within(table).getByRole('rowheader', { name: 'lundi' })).toBeVisible();
    expect(within(table).getByRole('cell', { name: '7 h' })).toBeVisible();
  });

  it('says progress in words', () => {
    show(<ProgressRing fraction={1.4} label="Eau" valueText="2,1 L sur 1,5 L" />);
    const ring = screen.getByRole('progressbar', { name: 'Eau' });
    expect(ring).toHaveAttribute('aria-valuenow', '100');
    expect(ring).toHaveAttribute('aria-valuetext', '2,1 L sur 1,5 L');
  });
});

describe('notices', () => {
  beforeEach(() => toastQueue.clear());

  it('offers to undo, and is gone once that is done', async () => {
    const undone = vi.fn();
    const user = show(<ToastRegion />);
    toast('Supprimé', { action: { label: 'Annuler', run: undone } });
    await user.click(await screen.findByRole('button', { name: 'Annuler' }));
    expect(undone).toHaveBeenCalledOnce();
    expect(screen.queryByText('Supprimé')).toBeNull();
  });

  it('can be taken away early', async () => {
    show(<ToastRegion />);
    const key = toast('Un instant', { body: 'Presque fini' });
    expect(await screen.findByText('Presque fini')).toBeVisible();
    dismissToast(key);
    await vi.waitFor(() => expect(screen.queryByText('Un instant')).toBeNull());
  });
});

describe('failures', () => {
  const problem = (status: number, kind: string) => new ApiProblem(status, kind, 'English detail', [], null, {});

  it.each([
    [problem(503, 'unavailable'), 'Une courte pause'],
    [new TypeError('Failed to fetch'), 'Vous êtes hors ligne'],
    [problem(500, 'internal'), 'Quelque chose nous a échappé'],
  ])('%s', async (error, title) => {
    const retried = vi.fn();
    const user = show(<ErrorState error={error} onRetry={retried} />);
    expect(screen.getByRole('heading', { name: title })).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Réessayer' }));
    expect(retried).toHaveBeenCalledOnce();
  });

  it('never shows the service’s own words in a form', () => {
    show(<InlineProblem error={problem(409, 'something-new')} />);
    expect(screen.getByRole('alert')).toHaveTextContent(/entre-temps/);
    expect(screen.getByRole('alert')).not.toHaveTextContent('English');
  });
});
