// Tests that count what an engine holds must not see what another test makes.
[assembly: DoNotParallelize]
