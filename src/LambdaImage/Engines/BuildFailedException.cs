namespace LambdaImage.Engines;

/// <summary>The engine took the build context, and a step of the build failed.</summary>
/// <param name="step">The step, from 1; 0 if it failed before the first. It equals the line of our Dockerfiles.</param>
/// <param name="error">The engine's message.</param>
public sealed class BuildFailedException(int step, string error) : Exception(error)
{
    /// <summary>The step that failed, from 1; 0 if none had started.</summary>
    public int Step => step;
}
