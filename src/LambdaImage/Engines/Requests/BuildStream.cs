using System.Globalization;
using System.Text.RegularExpressions;

namespace LambdaImage.Engines.Requests;

/// <summary>Follows what an engine says while it builds: the step it is at, what it made, and how it ended.</summary>
internal sealed partial class BuildStream
{
    private bool _cached;
    private int _step;
    private int _steps;
    private int _lines;

    /// <summary>The line of our Dockerfile that runs, from 1; 0 before the first.</summary>
    public int Step { get; private set; }

    /// <summary>The engine's message about the error that ended the build, or <see langword="null"/>.</summary>
    public string? Error { get; private set; }

    /// <summary>The last image that this build made on its way and did not find in the cache, or <see langword="null"/>.</summary>
    public string? Intermediate { get; private set; }

    /// <summary>Whether the image of the last step is made; the engine then tags it on its own.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Takes in a message.</summary>
    /// <param name="message">The message.</param>
    /// <returns>The line to show, or <see langword="null"/> for none.</returns>
    public string? Add(EngineMessage message)
    {
        if (message.Error is not null && !IsHarmless(message.Error))
        {
            Error ??= message.Error.Trim();
        }

        var text = message.Text?.Trim();
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (StepPattern().Match(text) is { Success: true } step)
        {
            _step = int.Parse(step.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
            _steps = int.Parse(step.Groups[2].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
            _lines = _lines == 0 ? _steps : _lines;

            // Podman counts what the base left for its heirs (ONBUILD) as steps after the first, and only then knows of them.
            Step = Math.Max(1, _step - (_steps - _lines));
            _cached = false;
        }
        else if (CachePattern().IsMatch(text))
        {
            _cached = true;
        }
        else if (ImagePattern().Match(text) is { Success: true } image)
        {
            IsComplete = _step > 0 && _step == _steps;
            Intermediate = _step > 1 && !_cached ? image.Groups[1].Value : Intermediate;
        }

        return text;
    }

    // Finch's builder reports a base that it need not fetch as an error, and goes on.
    private static bool IsHarmless(string error) => error.Contains("already exists", StringComparison.OrdinalIgnoreCase) &&
        error.Contains("image", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"\Astep (\d{1,4})/(\d{1,4}) ?:", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex StepPattern();

    // Podman says which image it found, and then says that image's short id as it does of a new one.
    [GeneratedRegex(@"\A-{2,3}> using cache\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex CachePattern();

    // Docker's short ids have 12 digits, Podman's have 11.
    [GeneratedRegex(@"\A-{2,3}> ([0-9a-f]{11,64})\z", RegexOptions.CultureInvariant)]
    private static partial Regex ImagePattern();
}
