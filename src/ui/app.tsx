/** The studio's page: theme, shortcuts, places, dialogs, and what is shown when something breaks. */
import { Suspense, useEffect } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import type { Studio } from '../state';
import { ErrorFallback } from './components/error-fallback';
import { lazyPart } from './components/lazy-part';
import { LiveRegion } from './components/live-region';
import { Tooltips } from './components/tooltip';
import { useShortcuts } from './features/commands/use-shortcuts';
import { FileDrop } from './features/data/file-drop';
import { Notices } from './features/notices/notices';
import { PageProgress } from './features/shell/page-progress';
import { ProjectFileInput } from './features/shell/project-file-input';
import { StudioShell } from './features/shell/studio-shell';
import { StudioProvider, useSettings, useView } from './studio';
import './theme/fonts.css';
import './theme/tokens.css';
import './theme/base.css';
import { useThemeOnPage } from './theme/theme';

const fetchPalette = () => import('./features/commands/command-palette');
const CommandPalette = lazyPart(fetchPalette, true);
const ProjectsDialog = lazyPart(() => import('./features/shell/projects-dialog'), true);
const ShortcutsDialog = lazyPart(() => import('./features/commands/shortcuts-dialog'), true);
const TemplatesDialog = lazyPart(() => import('./features/templates/templates-dialog'), true);
const AboutDialog = lazyPart(() => import('./features/commands/about-dialog'), true);

function Page() {
  useThemeOnPage(useSettings((s) => s.theme));
  useShortcuts();
  const dialog = useView((v) => v.dialog);
  const palette = useView((v) => v.commandPalette);
  // Typed into at once when it opens, so it is fetched once the page stands.
  useEffect(() => {
    const timer = setTimeout(() => void fetchPalette().catch(() => undefined), 2000);
    return () => clearTimeout(timer);
  }, []);
  return (
    <>
      <ErrorBoundary FallbackComponent={ErrorFallback}>
        <StudioShell />
        <Suspense fallback={null}>
          {palette && <CommandPalette />}
          {dialog === 'shortcuts' && <ShortcutsDialog />}
          {dialog === 'about' && <AboutDialog />}
          {dialog === 'projects' && <ProjectsDialog />}
          {dialog === 'templates' && <TemplatesDialog />}
        </Suspense>
        <FileDrop />
        <PageProgress />
        <ProjectFileInput />
      </ErrorBoundary>
      <Notices />
      <LiveRegion />
      <Tooltips />
    </>
  );
}

export function App({ studio }: { readonly studio: Studio }) {
  return (
    <StudioProvider studio={studio}>
      <Page />
    </StudioProvider>
  );
}
