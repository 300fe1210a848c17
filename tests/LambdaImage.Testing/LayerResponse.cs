namespace LambdaImage.Testing;

/// <summary>An answer of <see cref="LayerServer"/> as a test scripts it.</summary>
public sealed record LayerResponse(int Status, ReadOnlyMemory<byte> Body)
{
    /// <summary>Further headers, by name.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the answer says how long it is; else its end is the connection's.</summary>
    public bool HasLength { get; init; } = true;

    /// <summary>How many bytes of the body are sent; the rest is not.</summary>
    public int? SentLength { get; init; }

    /// <summary>Whether the connection stays open after the bytes that are sent, until the client closes it.</summary>
    public bool Stalls { get; init; }

    /// <summary>No answer at all: the connection stays open until the client closes it.</summary>
    public static LayerResponse Silence { get; } = new(0, default) { IsSilent = true };

    /// <summary>Whether nothing is sent, not even a head.</summary>
    public bool IsSilent { get; init; }

    /// <summary>An answer in JSON.</summary>
    public static LayerResponse Json(int status, string json) =>
        new(status, System.Text.Encoding.UTF8.GetBytes(json)) { Headers = new Dictionary<string, string> { ["Content-Type"] = "application/json" } };

    /// <summary>An error as Lambda sends it: the type in a header, the words in the body.</summary>
    public static LayerResponse Error(int status, string type, string message) => Json(status, $$"""{"Message":"{{message}}"}""") with
    {
        Headers = new Dictionary<string, string> { ["Content-Type"] = "application/json", ["x-amzn-ErrorType"] = type + ":http://internal.amazon.com/coral/" },
    };
}
