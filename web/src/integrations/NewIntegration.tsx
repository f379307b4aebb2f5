import { List, Modal, Text } from '@mantine/core'
import { IconPlus } from '../app/icons'
import classes from './IntegrationsPage.module.css'

/** The first of the tiles: a tool that the catalogue does not have. */
export function NewIntegrationTile({ onOpen }: { onOpen: () => void }) {
  return (
    <li className={`${classes.tile ?? ''} ${classes.card ?? ''} ${classes.dashed ?? ''}`}>
      <span className={classes.plus} aria-hidden>
        <IconPlus size={18} />
      </span>
      <div className={classes.body}>
        <h3 className={classes.name}>
          <button type="button" className={classes.open} onClick={onOpen}>
            Add new integration
          </button>
        </h3>
        <p className={classes.summary}>Any tool with an API: what Wharf knows of a tool is one file.</p>
      </div>
    </li>
  )
}

/** How a tool of one's own comes into the catalogue. */
export function NewIntegrationDialog({ onClose }: { onClose: () => void }) {
  return (
    <Modal
      opened
      onClose={onClose}
      title="New integration"
      size={600}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Text mb={12}>
        What Wharf knows of a tool stands in one file: how to sign in, how it pages, what it can do, where its
        customers are listed.
      </Text>
      <List type="ordered" withPadding spacing={8} fz={14}>
        <List.Item>
          In Wharf&apos;s data folder make <code>catalog/my_tool/</code> with <code>integration.yaml</code>,{' '}
          <code>guide.md</code> and <code>icon.svg</code>. Begin with the definition of a tool alike:{' '}
          <b>Definition as YAML</b> stands at the foot of each guide.
        </List.Item>
        <List.Item>
          Check it: <code>wharf catalog check DATA/catalog</code> names each mistake with line and column.
        </List.Item>
        <List.Item>Start Wharf again. The tool stands here, and one click installs it.</List.Item>
      </List>
    </Modal>
  )
}
