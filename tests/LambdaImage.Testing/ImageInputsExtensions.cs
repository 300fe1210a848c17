using LambdaImage.Specification.Reading;

namespace LambdaImage.Testing;

/// <summary>Changes of inputs.</summary>
public static class ImageInputsExtensions
{
    /// <summary>The inputs with a property set to another value.</summary>
    public static ImageInputs With(this ImageInputs inputs, string property, string? value) =>
        inputs with { Properties = new(new Dictionary<string, string>(inputs.Properties.Values) { [property] = value ?? string.Empty }) };
}
