/** The two buttons that take the last change back and do it again, wherever edits are made. */
import { IconButton } from '../../components/button';
import { useCommand } from '../../studio';

function Press({ id, icon }: { readonly id: 'edit.undo' | 'edit.redo'; readonly icon: 'undo' | 'redo' }) {
  const command = useCommand(id);
  return (
    <IconButton
      icon={icon}
      label={command.label}
      shortcut={command.shortcut}
      disabled={command.blocked !== null}
      onClick={command.run}
    />
  );
}

export function UndoRedo() {
  return (
    <>
      <Press id="edit.undo" icon="undo" />
      <Press id="edit.redo" icon="redo" />
    </>
  );
}
