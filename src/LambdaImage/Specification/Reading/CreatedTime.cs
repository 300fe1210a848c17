using System.Globalization;
using LambdaImage.Diagnostics;

namespace LambdaImage.Specification.Reading;

/// <summary>Reads <c>LambdaImageCreated</c>: when the image says that it was made.</summary>
internal static class CreatedTime
{
    private const string Property = "LambdaImageCreated";
    private const string Reproducible = "Reproducible";
    private const string SourceRevision = "SourceRevision";

    // ISO 8601; a time without a zone is UTC.
    private static readonly string[] Formats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Reads it.</summary>
    /// <param name="properties">What the project says.</param>
    /// <returns>The time in seconds since 1970.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2004: it is no time. LAMBDAIMAGE2034: the commit's time is not known.</exception>
    public static long Read(ProjectProperties properties)
    {
        var value = properties.Text("LambdaImageCreated") ?? Reproducible;
        if (value.Equals(Reproducible, StringComparison.OrdinalIgnoreCase))
        {
            return properties.Timestamp("SOURCE_DATE_EPOCH", ImageSpec.DefaultCreated);
        }

        if (value.Equals(SourceRevision, StringComparison.OrdinalIgnoreCase))
        {
            return OfCommit(properties);
        }

        return DateTimeOffset.TryParseExact(value, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUnixTimeSeconds()
            : throw new LambdaImageException(
                DiagnosticCodes.InvalidPropertyValue,
                $"{Property} is {Display.Quote(value)}. Set it to {Reproducible}, {SourceRevision} or a time such as 2026-11-25T10:00:00Z.",
                new(Property));
    }

    private static long OfCommit(ProjectProperties properties)
    {
        // What git said when it was asked: the time, and after it the commit; or why it can't tell.
        var said = (properties.Text("_LambdaImageCommitTime") ?? string.Empty).Trim();
        return said.Split(' ') is [var time, _] && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? seconds
            : throw new LambdaImageException(
                DiagnosticCodes.CommitTimeUnknown,
                $"{Property} is {SourceRevision}, and the time of the commit is not known: " +
                $"{(said.Length == 0 ? "git printed nothing" : $"git said {Display.Quote(said)}")}. " +
                $"Build in a git working tree with git on the PATH, or set {Property} to a time such as 2026-11-25T10:00:00Z.",
                new(Property));
    }
}
