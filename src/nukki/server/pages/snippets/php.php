<?php
$request = curl_init('http://127.0.0.1:7000/v1.0/removebg');
curl_setopt_array($request, [
    CURLOPT_POST => true,
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_FAILONERROR => true,
    CURLOPT_HTTPHEADER => ['X-Api-Key: YOUR-API-KEY'],
    CURLOPT_POSTFIELDS => [
        'image_file' => new CURLFile('photo.jpg'),
        'size' => 'auto',
    ],
]);
$result = curl_exec($request);
if ($result === false) {
    exit(curl_error($request));
}
file_put_contents('no-bg.png', $result);
