using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LambdaImage.Caching;
using LambdaImage.Diagnostics;
using LambdaImage.Json;
using LambdaImage.Lambda;

namespace LambdaImage.LayerVersions;

/// <summary>
/// The project's lock file: the content that each layer version had when it was first used. It stands beside the project and
/// is meant to be committed. Nothing is ever taken out of it or changed by a build; deleting it, or a line of it, is the way to
/// accept other content.
/// </summary>
/// <param name="path">The file, as a full path.</param>
internal sealed class LayerVersionLock(string path)
{
    private const int FormatVersion = 1;
    private const int HashDigits = 64;
    private const int LargestFile = 1024 * 1024;

    /// <summary>The file's name, for messages.</summary>
    public string Name => Path.GetFileName(path);

    // In upper case: on most systems C: and c: name one file. Where they don't, two files share a mutex, which harms nobody.
    internal string MutexName => @"Global\lambdaimage-" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(path.ToUpperInvariant())))[..32];

    /// <summary>Reads the file. One that is not there pins nothing.</summary>
    /// <returns>SHA-256 in lower-case hexadecimal, by ARN.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE4011: it is damaged. LAMBDAIMAGE4013: it can't be read.</exception>
    public IReadOnlyDictionary<string, string> Read()
    {
        try
        {
            var bytes = Disk.ReadStart(path, LargestFile + 1);
            return bytes.Length <= LargestFile ? Parse(ForeignJson.Parse(bytes)) : throw Damaged($"it is larger than {Display.Size(LargestFile)}");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return new Dictionary<string, string>(StringComparer.Ordinal);
        }
        catch (JsonException exception)
        {
            throw Damaged("it is not the JSON that was written", (int)(exception.LineNumber ?? 0) + 1, exception);
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            throw Unusable("read", exception);
        }
    }

    /// <summary>Adds pins to what the file holds by now, if any is new.</summary>
    /// <param name="pins">SHA-256 in lower-case hexadecimal, by ARN.</param>
    /// <exception cref="LambdaImageException">
    /// LAMBDAIMAGE4010: another build pinned something else. LAMBDAIMAGE4011 or 4013: it can't be read or written.
    /// </exception>
    public void Add(IReadOnlyDictionary<string, string> pins)
    {
        using var mutex = Enter();
        try
        {
            var merged = new SortedDictionary<string, string>(Read().ToDictionary(), StringComparer.Ordinal);
            var before = merged.Count;
            foreach (var (arn, sha256) in pins)
            {
                if (!merged.TryAdd(arn, sha256) && merged[arn] != sha256)
                {
                    throw Changed(arn, merged[arn], sha256);
                }
            }

            if (merged.Count > before)
            {
                Write(merged);
            }
        }
        finally
        {
            mutex?.ReleaseMutex();
        }
    }

    /// <summary>The failure of a layer version that is not what it was.</summary>
    /// <param name="arn">The layer version.</param>
    /// <param name="pinned">What is pinned.</param>
    /// <param name="found">What Lambda says.</param>
    /// <returns>The failure.</returns>
    public LambdaImageException Changed(string arn, string pinned, string found) => new(
        DiagnosticCodes.LayerVersionChanged,
        $"{arn} is not what it was: {Name} pins the SHA-256 {pinned}, and Lambda has {found}. A layer version never changes by itself; " +
        $"find out who published it again. If the new content is right, delete its line in {Name}.");

    private Dictionary<string, string> Parse(JsonElement root)
    {
        if (ForeignJson.Member(root, "version", JsonValueKind.Number) is not { } version ||
            ForeignJson.Member(root, "layers", JsonValueKind.Object) is not { } layers)
        {
            throw Damaged("it lacks its 'version' or its 'layers'");
        }

        if (!version.TryGetInt32(out var number) || number != FormatVersion)
        {
            throw Damaged($"its version is {Display.Quote(version.GetRawText())}, and this package knows version {FormatVersion}");
        }

        // A name that stands there twice is a merge gone wrong, so each is looked at.
        var pins = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var layer in layers.EnumerateObject())
        {
            if (!IsArn(layer.Name))
            {
                throw Damaged($"{Display.Quote(layer.Name)} is not the ARN of a layer version");
            }

            if (layer.Value.ValueKind != JsonValueKind.String || layer.Value.GetString() is not { Length: HashDigits } hash || !hash.All(char.IsAsciiHexDigitLower))
            {
                throw Damaged($"what it pins {layer.Name} to is not a SHA-256 in lower-case hexadecimal");
            }

            if (!pins.TryAdd(layer.Name, hash))
            {
                throw Damaged($"it names {layer.Name} twice");
            }
        }

        return pins;
    }

    /// <summary>How long another process is waited for that changes the file, which takes milliseconds.</summary>
    internal TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(10);

    private static bool IsArn(string text)
    {
        try
        {
            LayerVersionArn.Parse(text);
            return true;
        }
        catch (LambdaImageException)
        {
            return false;
        }
    }

    // The same bytes on every system. ARNs and hashes hold nothing that JSON would escape.
    private void Write(SortedDictionary<string, string> pins)
    {
        var lines = pins.Select(pin => $"    \"{pin.Key}\": \"{pin.Value}\"");
        var text = $"{{\n  \"version\": {FormatVersion},\n  \"layers\": {{\n{string.Join(",\n", lines)}\n  }}\n}}\n";
        try
        {
            AtomicFile.Write(path, text, isDurable: true);
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            throw Unusable("written", exception);
        }
    }

    // The inner builds of a multi-targeting project share the file and run at the same time, in processes of their own.
    private Mutex? Enter()
    {
        Mutex? mutex = null;
        try
        {
            mutex = new(initiallyOwned: false, MutexName);
            if (!mutex.WaitOne(LongestWait))
            {
                // A process that was stopped while it held the mutex. The file is replaced as a whole, so at worst a pin gets lost.
                mutex.Dispose();
                return null;
            }
        }
        catch (AbandonedMutexException)
        {
            // The other process is gone, and the file is as it was before it or after.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or WaitHandleCannotBeOpenedException)
        {
            // The system has no place for it. A pin that gets lost between two builds is added by the next one.
            mutex?.Dispose();
            return null;
        }

        return mutex;
    }

    private LambdaImageException Damaged(string why, int line = 0, Exception? innerException = null) => new(
        DiagnosticCodes.InvalidLayerLock,
        $"The lock file {Name} is damaged: {why}. Take it from source control again, or delete it to pin what Lambda has now.",
        location: new(path, line),
        innerException: innerException);

    private LambdaImageException Unusable(string verb, Exception exception) => new(
        DiagnosticCodes.LayerLockUnusable,
        $"The lock file {Display.Quote(path)} can't be {verb}: {Display.Clause(exception.Message)}. Make it, and the folder that it is in, readable and " +
        "writable; a lock file that names all the project's layer versions is not written.",
        location: new(path),
        innerException: exception);
}
