using System.Text.RegularExpressions;
using LambdaImage.Diagnostics;

namespace LambdaImage.Lambda;

/// <summary>
/// The name of a version of a Lambda layer: <c>arn:PARTITION:lambda:REGION:ACCOUNT:layer:NAME:VERSION</c>.
/// Source: https://docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersionByArn.html and
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html.
/// </summary>
public sealed partial record LayerVersionArn
{
    private const string Scheme = "arn:";
    private const string Example = "arn:aws:lambda:eu-west-1:123456789012:layer:shared:7";
    private const int PartCount = 8;

    // Where each partition's services are. Source: the partitions of AWSSDK.Core's RegionEndpoint, which is not asked so that
    // it is loaded for downloads only.
    private static readonly Dictionary<string, string> Suffixes = new(StringComparer.Ordinal)
    {
        ["aws"] = "amazonaws.com",
        ["aws-cn"] = "amazonaws.com.cn",
        ["aws-us-gov"] = "amazonaws.com",
        ["aws-eusc"] = "amazonaws.eu",
        ["aws-iso"] = "c2s.ic.gov",
        ["aws-iso-b"] = "sc2s.sgov.gov",
        ["aws-iso-e"] = "cloud.adc-e.uk",
        ["aws-iso-f"] = "csp.hci.ic.gov",
    };

    private readonly string _text;

    private LayerVersionArn(string text, string[] parts)
    {
        _text = text;
        Partition = parts[1];
        Region = parts[3];
        Account = parts[4];
        Name = parts[6];
        Version = parts[7];
    }

    /// <summary>The group of regions, <c>aws</c> for most.</summary>
    public string Partition { get; }

    /// <summary>The region that holds the layer.</summary>
    public string Region { get; }

    /// <summary>The account that owns the layer, twelve digits.</summary>
    public string Account { get; }

    /// <summary>The layer's name.</summary>
    public string Name { get; }

    /// <summary>The layer's version, a positive number.</summary>
    public string Version { get; }

    /// <summary>The address of Lambda's API for the region.</summary>
    public Uri Endpoint => new($"https://lambda.{Region}.{Suffixes[Partition]}/");

    /// <summary>Whether a text is meant as an ARN, valid or not.</summary>
    /// <param name="value">The text.</param>
    /// <returns>Whether it starts as one.</returns>
    public static bool IsArn(string value) => value.TrimStart().StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads an ARN.</summary>
    /// <param name="value">The ARN.</param>
    /// <returns>The ARN of a layer version.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE4001: it is not one.</exception>
    public static LayerVersionArn Parse(string value)
    {
        var parts = value.Split(':');
        return Problem(parts) is not { } problem ? new(value, parts) : throw new LambdaImageException(
            DiagnosticCodes.InvalidLayerVersionArn,
            $"{Display.Quote(value)} is not the ARN of a layer version: {problem}. Write it as in {Example}.");
    }

    /// <inheritdoc/>
    public override string ToString() => _text;

    private static string? Problem(string[] parts) => parts switch
    {
        [not "arn", ..] => "it does not start with 'arn:'",
        [_, var partition, ..] when !Suffixes.ContainsKey(partition) =>
            $"there is no partition {Display.Quote(partition)}, only {string.Join(", ", Suffixes.Keys)}",
        [_, _, not "lambda", ..] => $"it is of the service {Display.Quote(parts[2])}, not of 'lambda'",
        [_, _, _, var region, ..] when !RegionPattern().IsMatch(region) => $"{Display.Quote(region)} is not a region",
        [_, _, _, _, var account, ..] when !AccountPattern().IsMatch(account) => $"{Display.Quote(account)} is not an account, which is 12 digits",
        [_, _, _, _, _, not "layer", ..] => $"it is a {Display.Quote(parts[5])}, not a 'layer'",
        [_, _, _, _, _, _, var name, ..] when !NamePattern().IsMatch(name) =>
            $"{Display.Quote(name)} is not a layer's name, which is up to 140 letters, digits, '-' and '_'",
        { Length: PartCount - 1 } => "the version is missing. A layer alone is not enough: add ':' and the version's number",
        { Length: < PartCount } => "parts are missing",
        { Length: > PartCount } => "it has too many parts",
        [.., var version] when !VersionPattern().IsMatch(version) => $"{Display.Quote(version)} is not a version, which is a number from 1",
        _ => null,
    };

    // As host names are: the region becomes part of one.
    [GeneratedRegex(@"\A[a-z]{2,8}(-[a-z]{1,16}){1,4}-[0-9]{1,2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex RegionPattern();

    [GeneratedRegex(@"\A[0-9]{12}\z", RegexOptions.CultureInvariant)]
    private static partial Regex AccountPattern();

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,140}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\A[1-9][0-9]{0,17}\z", RegexOptions.CultureInvariant)]
    private static partial Regex VersionPattern();
}
