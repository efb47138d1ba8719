curl --fail-with-body -H 'X-Api-Key: YOUR-API-KEY' \
  -F 'image_file=@photo.jpg' -F 'size=auto' \
  http://127.0.0.1:7000/v1.0/removebg -o no-bg.png
