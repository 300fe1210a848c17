namespace LambdaImage.BuildProcess;

/// <summary>Leads tests to this program.</summary>
public static class ProcessMark;
