import { QueryClient } from '@tanstack/react-query'
import { ApiProblem } from '../api/client'

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5000,
      // An answer is an answer; only silence is worth asking again.
      retry: (failures, error) =>
        error instanceof ApiProblem && (error.status === 0 || error.status >= 502) && failures < 2,
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false },
  },
})
