namespace LambdaImage.BuildTests.Consumers;

/// <summary>A container that was made and not started, removed when disposed of.</summary>
/// <param name="client">Speaks to the engine.</param>
/// <param name="id">The container's id.</param>
internal sealed class UnstartedContainer(HttpClient client, string id) : IAsyncDisposable
{
    /// <summary>The container's id.</summary>
    public string Id => id;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => (await client.DeleteAsync(new Uri($"containers/{id}", UriKind.Relative))).Dispose();
}
