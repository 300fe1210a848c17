namespace LambdaImage.LayerVersions;

/// <summary>How far a layer version has come.</summary>
internal enum LayerVersionStage
{
    /// <summary>It is in the cache; nothing was asked.</summary>
    Cached,

    /// <summary>Lambda is asked for it.</summary>
    Requesting,

    /// <summary>Something failed that may go better the next time.</summary>
    Retrying,

    /// <summary>Its content is not in the cache and is on its way.</summary>
    Downloading,

    /// <summary>Lambda said what its content is, and that is in the cache.</summary>
    Downloaded,
}
