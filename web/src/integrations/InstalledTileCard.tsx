import { ActionIcon, Menu } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { InstalledTile } from '../api/contract'
import { IconDots } from '../app/icons'
import { useMay } from '../app/session'
import { Dot, healthTone } from '../parts/Dot'
import { Mark } from '../parts/Mark'
import { useNow } from '../parts/useNow'
import { tileWords } from './healthWords'
import classes from './IntegrationsPage.module.css'
import { UninstallDialog } from './UninstallDialog'

/**
 * An installed integration: its health in words, and its menu. The tile opens the default connection; one that a
 * parent provides and that the person may not see is only named.
 */
export function InstalledTileCard({ tile }: { tile: InstalledTile }) {
  const now = useNow()
  const may = useMay()
  const [leaving, setLeaving] = useState(false)
  const connection = tile.connections.find((each) => each.is_default) ?? tile.connections[0]
  const params = { connection: connection?.id ?? '' }
  return (
    <li className={classes.tile} data-testid={`installed-${tile.id}`}>
      <Mark mark={tile.mark} icon={tile.icon_url} />
      <div className={classes.body}>
        <h3 className={classes.name}>
          {connection ? (
            <Link className={classes.open} to="/connections/$connection" params={params}>
              {tile.name}
            </Link>
          ) : (
            tile.name
          )}
        </h3>
        <p className={`${classes.summary ?? ''} cut`} title={tile.summary}>
          {tile.summary.replace(/\.$/, '')}
        </p>
        <div className={classes.health}>
          <Dot tone={healthTone[tile.health.state]} />
          <span className="cut" title={tileWords(tile, now)}>
            {tileWords(tile, now)}
            {tile.provided_by ? ` · provided by ${tile.provided_by}` : ''}
          </span>
        </div>
      </div>
      {connection ? (
        <div className={classes.menu}>
          <TileMenu
            tile={tile}
            connection={connection.id}
            {...(may.edit && !tile.provided_by
              ? {
                  onUninstall: () => {
                    setLeaving(true)
                  },
                }
              : {})}
          />
        </div>
      ) : null}
      <UninstallDialog
        integration={tile}
        opened={leaving}
        onClose={() => {
          setLeaving(false)
        }}
      />
    </li>
  )
}

interface TileMenuProps {
  tile: InstalledTile
  connection: string
  onUninstall?: () => void
}

function TileMenu({ tile, connection, onUninstall }: TileMenuProps) {
  const params = { connection }
  return (
    <Menu width={210}>
      <Menu.Target>
        <ActionIcon aria-label={`Menu of ${tile.name}`} size={28}>
          <IconDots size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item renderRoot={(props) => <Link to="/connections/$connection" params={params} {...props} />}>
          Configuration
        </Menu.Item>
        {tile.mapping?.has ? (
          <Menu.Item
            renderRoot={(props) => <Link to="/connections/$connection/mapping" params={params} {...props} />}
          >
            Organization mapping
          </Menu.Item>
        ) : null}
        <Menu.Item
          renderRoot={(props) => <Link to="/connections/$connection/actions" params={params} {...props} />}
        >
          Actions
        </Menu.Item>
        <Menu.Item
          renderRoot={(props) => <Link to="/connections/$connection/activity" params={params} {...props} />}
        >
          Activity
        </Menu.Item>
        <Menu.Item
          renderRoot={(props) => <Link to="/connections/$connection/used-by" params={params} {...props} />}
        >
          Used by
        </Menu.Item>
        <Menu.Item
          renderRoot={(props) => (
            <Link
              to="/connections/$connection"
              params={params}
              search={(previous) => ({ ...previous, guide: true })}
              {...props}
            />
          )}
        >
          Guide
        </Menu.Item>
        {onUninstall ? (
          <>
            <Menu.Divider />
            <Menu.Item c="var(--w-bad)" onClick={onUninstall}>
              Uninstall
            </Menu.Item>
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  )
}
