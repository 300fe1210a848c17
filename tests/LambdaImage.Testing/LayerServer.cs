using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace LambdaImage.Testing;

/// <summary>
/// A stand-in for Lambda's API and for the storage that its presigned addresses lead to, on the loopback address. It checks
/// signatures itself, and answers as a test scripts it.
/// </summary>
public sealed class LayerServer : LoopbackListener
{
    private const string ApiPath = "/2018-10-31/layers";
    private const string StoragePath = "/storage/";

    /// <summary>The access key that the server knows.</summary>
    public const string AccessKey = "AKIDLAYERTESTS";

    /// <summary>The secret of <see cref="AccessKey"/>.</summary>
    public const string SecretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private readonly string _scheme;
    private readonly ConcurrentDictionary<string, byte[]> _layers = new();
    private readonly ConcurrentDictionary<string, string> _tickets = new();

    /// <summary>Starts a server.</summary>
    /// <param name="certificate">Its certificate, for https.</param>
    public LayerServer(X509Certificate2? certificate = null)
        : base(certificate) => _scheme = certificate is null ? "http" : "https";

    /// <summary>Its address, to be used as the endpoint.</summary>
    public Uri Address => new($"{_scheme}://127.0.0.1:{Port}/");

    /// <summary>The session token that requests must carry.</summary>
    public string? SessionToken { get; set; }

    /// <summary>The access key that requests must be signed with; that of a role, for example.</summary>
    public string ExpectedAccessKey { get; set; } = AccessKey;

    /// <summary>Answers to give instead of the right ones, to the next requests to the API.</summary>
    public ConcurrentQueue<LayerResponse> ApiAnswers { get; } = new();

    /// <summary>Answers to give instead of the right ones, to the next downloads.</summary>
    public ConcurrentQueue<LayerResponse> DownloadAnswers { get; } = new();

    /// <summary>Answers to other paths, for services that give out credentials.</summary>
    public ConcurrentDictionary<string, LayerResponse> OtherAnswers { get; } = new();

    /// <summary>Is awaited before each download is answered.</summary>
    public Func<Task> BeforeDownload { get; set; } = () => Task.CompletedTask;

    /// <summary>Changes what the API says about a layer version.</summary>
    public Func<LayerResponse, LayerResponse> ChangeApiAnswer { get; set; } = answer => answer;

    /// <summary>All requests so far.</summary>
    public ConcurrentQueue<LayerRequest> Requests { get; } = new();

    /// <summary>The requests to the API so far.</summary>
    public IReadOnlyList<LayerRequest> ApiRequests => [.. Requests.Where(request => request.Path == ApiPath)];

    /// <summary>The downloads so far.</summary>
    public IReadOnlyList<LayerRequest> Downloads => [.. Requests.Where(request => request.Path.StartsWith(StoragePath, StringComparison.Ordinal))];

    /// <summary>Publishes a layer version, or changes it.</summary>
    public void Publish(string arn, byte[] content) => _layers[arn] = content;

    /// <summary>Makes the addresses given out so far useless, as time does.</summary>
    public void ExpireAddresses() => _tickets.Clear();

    /// <inheritdoc/>
    protected override async Task HandleAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (await LayerConnection.ReadAsync(stream, cancellationToken).ConfigureAwait(false) is not { } request)
        {
            return;
        }

        Requests.Enqueue(request);
        if (request.Path.StartsWith(StoragePath, StringComparison.Ordinal))
        {
            await BeforeDownload().ConfigureAwait(false);
        }

        await LayerConnection.WriteAsync(stream, Answer(request), cancellationToken).ConfigureAwait(false);
    }

    private LayerResponse Answer(LayerRequest request) =>
        request.Path == ApiPath ? (ApiAnswers.TryDequeue(out var api) ? api : Describe(request))
        : request.Path.StartsWith(StoragePath, StringComparison.Ordinal) ? (DownloadAnswers.TryDequeue(out var download) ? download : Download(request))
        : OtherAnswers.TryGetValue(request.Path, out var other) ? other
        : LayerResponse.Error(404, "UnknownOperationException", request.Target);

    private LayerResponse Describe(LayerRequest request)
    {
        var arn = request.Parameter("Arn") ?? string.Empty;
        var check = new SignatureCheck(ExpectedAccessKey, SecretKey, SessionToken, "lambda");
        if (check.Problem(request, arn.Split(':').ElementAtOrDefault(3) ?? string.Empty) is { } problem)
        {
            return LayerResponse.Error(403, "InvalidSignatureException", problem);
        }

        if (request.Parameter("find") != "LayerVersion" || !_layers.TryGetValue(arn, out var content))
        {
            return LayerResponse.Error(404, "ResourceNotFoundException", "The resource you requested does not exist.");
        }

        var ticket = Guid.NewGuid().ToString("N");
        _tickets[ticket] = arn;
        return ChangeApiAnswer(LayerResponse.Json(200, JsonSerializer.Serialize(new
        {
            Content = new
            {
                Location = new Uri(Address, $"{StoragePath}{ticket}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature={ticket}").AbsoluteUri,
                CodeSha256 = Convert.ToBase64String(SHA256.HashData(content)),
                CodeSize = content.Length,
            },
            LayerVersionArn = arn,
        })));
    }

    // As the storage does: a request that is signed twice is refused, and so is one that comes too late.
    private LayerResponse Download(LayerRequest request) =>
        request.Header("Authorization") is not null ? new(400, "<Error><Code>InvalidArgument</Code></Error>"u8.ToArray())
        : _tickets.TryGetValue(request.Parameter("X-Amz-Signature") ?? string.Empty, out var arn) ? new(200, _layers[arn])
        : new(403, "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"u8.ToArray());
}
