import { useMediaQuery } from '@mantine/hooks'

/** Under 800 px the left column is a drawer and tables are lists of two-line rows. */
export function useNarrow(): boolean {
  return useMediaQuery('(max-width: 799px)', false, { getInitialValueInEffect: false })
}
