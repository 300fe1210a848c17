using System.Net;
using System.Net.Sockets;

namespace LambdaImage.Testing;

/// <summary>
/// An engine that does what a test tells it, on a port or socket of this machine. Untold, it answers as a small engine with the images
/// of <see cref="Images"/> would; <see cref="On"/> puts a fault in the place of one answer.
/// </summary>
public sealed class ScriptedEngine : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<RecordedRequest> _requests = [];
    private readonly List<(string Method, string Path, ScriptedResponse Answer)> _answers = [];
    private readonly List<Task> _connections = [];
    private readonly Task _accepting;
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Starts to listen.</summary>
    /// <param name="socketPath">The path of the socket to listen at; without it, a free TCP port is taken.</param>
    public ScriptedEngine(string? socketPath = null)
    {
        EndPoint endpoint = socketPath is null ? new IPEndPoint(IPAddress.Loopback, 0) : new UnixDomainSocketEndPoint(socketPath);
        _listener = new(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(endpoint);
        _listener.Listen();
        Address = _listener.LocalEndPoint is IPEndPoint bound ? $"tcp://{bound}" : $"unix://{socketPath}";
        _accepting = AcceptAsync();
    }

    /// <summary>The endpoint, as <c>DOCKER_HOST</c> would name it.</summary>
    public string Address { get; }

    /// <summary>The images that the engine has, and those that it can pull.</summary>
    public ScriptedImages Images { get; } = new();

    /// <summary>The requests so far, in the order of their arrival.</summary>
    public IReadOnlyList<RecordedRequest> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Sets the answer to requests of a method whose path starts as given. What is set last counts.</summary>
    public ScriptedEngine On(string method, string path, ScriptedResponse answer)
    {
        lock (_lock)
        {
            _answers.Insert(0, (method, path, answer));
        }

        return this;
    }

    /// <summary>The requests of a method whose path starts as given.</summary>
    public IReadOnlyList<RecordedRequest> RequestsOf(string method, string path) =>
        [.. Requests.Where(request => request.Method == method && request.Path.StartsWith(path, StringComparison.Ordinal))];

    /// <summary>Waits for so many requests of a method whose path starts as given: of one that was given up, the client does not hear when it arrives.</summary>
    public async Task WaitForRequestsAsync(int count, string method, string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;
            lock (_lock)
            {
                next = _arrived.Task;
            }

            if (RequestsOf(method, path).Count >= count)
            {
                return;
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        Task[] connections;
        lock (_lock)
        {
            connections = [.. _connections];
        }

        await Task.WhenAll(connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync(_stop.Token);
                lock (_lock)
                {
                    _connections.Add(Task.Run(() => ServeAsync(socket)));
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var stream = new NetworkStream(socket, ownsSocket: true);
        var reader = new HttpReader(stream);
        try
        {
            while (await reader.ReadRequestAsync(_stop.Token) is { } request)
            {
                ScriptedResponse answer;
                lock (_lock)
                {
                    _requests.Add(request);
                    _arrived.SetResult();
                    _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
                    answer = AnswerTo(request);
                }

                var exchange = new ScriptedExchange(request, reader, stream, Images.Store, _stop.Token);
                await answer(exchange);
                if (exchange.Closed || !request.IsComplete)
                {
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException)
        {
            // The client went away, or the test is over.
        }
    }

    private ScriptedResponse AnswerTo(RecordedRequest request)
    {
        foreach (var (method, path, answer) in _answers)
        {
            if (request.Method == method && request.Path.StartsWith(path, StringComparison.Ordinal))
            {
                return answer;
            }
        }

        return Images.AnswerTo(request);
    }
}
