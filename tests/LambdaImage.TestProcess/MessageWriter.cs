using LambdaImage.Diagnostics;

namespace LambdaImage.TestProcess;

/// <summary>Writes each message on a line, and holds the build after the first that starts with a text until a line is read.</summary>
/// <param name="pauseAfter">The text; empty to hold nothing.</param>
internal sealed class MessageWriter(string pauseAfter) : IProgress<BuildMessage>
{
    public void Report(BuildMessage value)
    {
        Console.WriteLine(value.Text.ReplaceLineEndings(" "));
        if (pauseAfter.Length > 0 && value.Text.StartsWith(pauseAfter, StringComparison.Ordinal))
        {
            Console.ReadLine();
        }
    }
}
