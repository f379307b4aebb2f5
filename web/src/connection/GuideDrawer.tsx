import { Drawer, Text } from '@mantine/core'
import Markdown from 'react-markdown'
import type { ActionSummary, Integration } from '../api/contract'
import { plural } from '../parts/words'
import classes from './GuideDrawer.module.css'

interface GuideDrawerProps {
  integration: Integration
  onClose: () => void
}

/** The guide of an integration. Its text may come from anybody: no HTML, no images, links open outside. */
export function GuideDrawer({ integration, onClose }: GuideDrawerProps) {
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={560}
      title={`Guide to ${integration.name}`}
      closeButtonProps={{ 'aria-label': 'Close guide' }}
      transitionProps={{ duration: 0 }}
    >
      <div className={classes.guide}>
        <Markdown
          skipHtml
          disallowedElements={['img']}
          components={{
            h1: () => null,
            a: ({ href, children }) => (
              <a href={href} target="_blank" rel="noreferrer noopener">
                {children}
              </a>
            ),
          }}
        >
          {integration.guide_markdown || 'This integration has no guide yet.'}
        </Markdown>
        {integration.has_organizations ? null : (
          <p>{integration.no_organizations_reason ?? 'This tool has no customers to map.'}</p>
        )}
        <Actions actions={integration.actions} />
        <h2>Where this comes from</h2>
        <ul>
          {integration.sources.map((source) => (
            <li key={source}>{source}</li>
          ))}
        </ul>
        {integration.unconfirmed.length > 0 ? (
          <>
            <h2>Not confirmed yet</h2>
            <ul>
              {integration.unconfirmed.map((fact) => (
                <li key={fact}>{fact}</li>
              ))}
            </ul>
          </>
        ) : null}
        <Text fz={12.5} c="dimmed">
          <a href={integration.definition_yaml_url} target="_blank" rel="noreferrer">
            Definition as YAML
          </a>
        </Text>
      </div>
    </Drawer>
  )
}

/** What can be done with the tool, by kind. */
function Actions({ actions }: { actions: ActionSummary[] }) {
  if (actions.length === 0) return null
  return (
    <>
      <h2>{plural(actions.length, 'action')}</h2>
      <table className={classes.actions}>
        <thead>
          <tr>
            <th scope="col">Action</th>
            <th scope="col">Category</th>
            <th scope="col">Effect</th>
          </tr>
        </thead>
        <tbody>
          {actions.map((action) => (
            <tr key={action.id}>
              <td title={`${action.method} ${action.path}`}>{action.name}</td>
              <td>{action.category}</td>
              <td>{action.read_only ? 'reads' : 'changes'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
