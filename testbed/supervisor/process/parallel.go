package process

import "context"

// Parallel runs the tasks at once. The first failure cancels the context of the others and is returned.
func Parallel(ctx context.Context, tasks ...func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	results := make(chan error, len(tasks))
	for _, task := range tasks {
		go func() { results <- task(ctx) }()
	}
	var first error
	for range tasks {
		if err := <-results; err != nil && first == nil {
			first = err
			cancel()
		}
	}
	return first
}
