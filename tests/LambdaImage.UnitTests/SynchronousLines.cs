namespace LambdaImage.UnitTests;

/// <summary>Progress that is kept, line by line.</summary>
internal sealed class SynchronousLines(List<string> lines) : IProgress<string>
{
    public void Report(string value)
    {
        lock (lines)
        {
            lines.Add(value);
        }
    }
}
