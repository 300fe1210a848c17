using System.Net;
using System.Text;

namespace StandInEmulator;

/// <summary>What the caller of an invocation gets.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The function's bytes, or a JSON error.</param>
/// <param name="IsFunctionError">The function itself reported that it failed.</param>
internal sealed record Answer(HttpStatusCode Status, byte[] Body, bool IsFunctionError = false)
{
    /// <summary>The function gave no answer of its own. Neither text may need escaping in JSON.</summary>
    public static Answer Failure(string errorType, string errorMessage) => new(
        HttpStatusCode.BadGateway,
        Encoding.UTF8.GetBytes($$"""{"errorType":"{{errorType}}","errorMessage":"{{errorMessage}}"}"""));
}
