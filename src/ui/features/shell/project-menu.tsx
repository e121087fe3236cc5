/** What can be done with projects: the commands of that group, and the list of all projects. */
import type { ReactNode } from 'react';
import type { IconName } from '../../components/icon';
import { Menu, type MenuProps } from '../../components/menu';
import { useDocumentState, useStudio } from '../../studio';

const ICONS: { readonly [id: string]: IconName } = {
  'project.new': 'plus',
  'project.list': 'folder',
  'project.duplicate': 'copy',
  'project.save-file': 'download',
  'project.open-file': 'upload',
  'project.remove': 'trash',
};

const ORDER = Object.keys(ICONS);

export function ProjectMenu({
  trigger,
}: {
  readonly trigger: (props: Parameters<MenuProps['trigger']>[0]) => ReactNode;
}) {
  const studio = useStudio();
  // What may be done changes with the project.
  useDocumentState((s) => s.readOnly);
  const commands = ORDER.map((id) => studio.command(id));
  const about = studio.command('view.about');
  const shortcuts = studio.command('view.shortcuts');
  return (
    <Menu
      label="Projects and files"
      trigger={trigger}
      items={[
        ...commands.map((c) => ({
          id: c.id,
          label: c.label,
          icon: ICONS[c.id] ?? ('file' as const),
          shortcut: c.shortcut ?? undefined,
          disabled: c.blocked !== null,
          run: () => studio.run(c.id),
        })),
        {
          id: shortcuts.id,
          label: shortcuts.label,
          icon: 'keyboard',
          shortcut: shortcuts.shortcut ?? undefined,
          ruled: commands.length > 0,
          run: () => studio.run(shortcuts.id),
        },
        { id: about.id, label: about.label, icon: 'info', run: () => studio.run(about.id) },
      ]}
    />
  );
}
