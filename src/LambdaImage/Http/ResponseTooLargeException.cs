using LambdaImage.Diagnostics;

namespace LambdaImage.Http;

/// <summary>A part of an engine's response is larger than any engine sends.</summary>
/// <param name="part">The part: "a line" for example.</param>
/// <param name="limit">The most bytes that it may have.</param>
internal sealed class ResponseTooLargeException(string part, long limit) : IOException($"The response has {part} of more than {Display.Size(limit)}.")
{
    /// <summary>The part, for messages.</summary>
    public string Part => part;

    /// <summary>The most bytes that it may have.</summary>
    public long Limit => limit;
}
